# Every alert carries its runbook, docs/runbooks/<name>.md, in the message.
locals {
  _subscription = "resource.type=\"pubsub_subscription\""

  # A burn rate of 14 spends two days' budget of errors in an hour, and one of
  # 6 five hours' of it: https://sre.google/workbook/alerting-on-slos/
  _burn_windows = { "3600s" = 14.4, "21600s" = 6 }

  _burning = {
    for name, objective in {
      calls-failing = google_monitoring_slo.calls.name
      slow-answers  = google_monitoring_slo.answers.name
      } : name => [
      for window, rate in local._burn_windows : {
        title     = "Errors of the last ${window} eat the budget ${rate} times too fast"
        filter    = "select_slo_burn_rate(\"${objective}\", \"${window}\")"
        threshold = rate
      }
    ]
  }

  _alerts = {
    calls-failing = {
      title      = "Calls end in technical failures"
      severity   = "CRITICAL"
      conditions = local._burning["calls-failing"]
    }
    dead-letters = {
      title    = "Events were given up"
      severity = "ERROR"
      conditions = [{
        title = "Dead letters wait for a person"
        filter = join(" AND ", [
          local._subscription,
          "resource.labels.subscription_id=\"${google_pubsub_subscription.dead_letters.name}\"",
          "metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\"",
        ])
        threshold = 0
        aligner   = "ALIGN_MAX"
      }]
    }
    engine-failures = {
      title    = "Hearing, thinking or speaking fails"
      severity = "ERROR"
      conditions = [{
        title     = "More than 5 failures in 5 minutes"
        filter    = local._relay_metric["engine_failures"]
        threshold = 5
        aligner   = "ALIGN_DELTA"
        reducer   = "REDUCE_SUM"
        group_by  = ["metric.label.what"]
      }]
    }
    event-backlog = {
      title    = "Events wait too long"
      severity = "ERROR"
      conditions = [{
        title = "An event is older than 5 minutes"
        filter = join(" AND ", [
          local._subscription,
          "metric.type=\"pubsub.googleapis.com/subscription/oldest_unacked_message_age\"",
          "resource.labels.subscription_id!=\"${google_pubsub_subscription.dead_letters.name}\"",
        ])
        threshold = 300
        aligner   = "ALIGN_MAX"
        reducer   = "REDUCE_MAX"
        group_by  = ["resource.label.subscription_id"]
      }]
    }
    process-errors = {
      title    = "A process logs errors"
      severity = "WARNING"
      conditions = [{
        title = "More than 10 errors in 5 minutes"
        filter = join(" AND ", [
          "resource.type=\"cloud_run_revision\"",
          "metric.type=\"logging.googleapis.com/log_entry_count\"",
          "metric.labels.severity=\"ERROR\"",
        ])
        threshold = 10
        aligner   = "ALIGN_DELTA"
        reducer   = "REDUCE_SUM"
        group_by  = ["resource.label.service_name"]
      }]
    }
    refused-requests = {
      title    = "The carrier's requests are refused"
      severity = "CRITICAL"
      conditions = [{
        title     = "More than 20 requests without a valid signature in 5 minutes"
        filter    = local._relay_metric["refused_requests"]
        threshold = 20
        aligner   = "ALIGN_DELTA"
        reducer   = "REDUCE_SUM"
      }]
    }
    relay-full = {
      title    = "The relay has no room for calls"
      severity = "CRITICAL"
      conditions = [{
        title = "A call was turned away"
        filter = join(" AND ", [
          local._relay_metric["sockets_turned_away"],
          "metric.labels.draining=\"false\"",
        ])
        threshold = 0
        aligner   = "ALIGN_DELTA"
        reducer   = "REDUCE_SUM"
      }]
    }
    relay-unreachable = {
      title    = "The relay does not answer"
      severity = "CRITICAL"
      conditions = [for check in google_monitoring_uptime_check_config.relay : {
        title = "Two regions cannot reach it"
        filter = join(" AND ", [
          "resource.type=\"uptime_url\"",
          "metric.type=\"monitoring.googleapis.com/uptime_check/check_passed\"",
          "metric.labels.check_id=\"${check.uptime_check_id}\"",
        ])
        threshold = 1
        aligner   = "ALIGN_NEXT_OLDER"
        reducer   = "REDUCE_COUNT_FALSE"
        group_by  = ["resource.label.host"]
      }]
    }
    secret-rotation-due = {
      title    = "A secret is due to be renewed"
      severity = "WARNING"
      conditions = [{
        title = "Secret Manager sent a reminder"
        filter = join(" AND ", [
          "resource.type=\"pubsub_topic\"",
          "resource.labels.topic_id=\"${google_pubsub_topic.secret_rotation.name}\"",
          "metric.type=\"pubsub.googleapis.com/topic/send_message_operation_count\"",
        ])
        threshold = 0
        aligner   = "ALIGN_DELTA"
        reducer   = "REDUCE_SUM"
      }]
    }
    slow-answers = {
      title      = "Callers wait for answers"
      severity   = "ERROR"
      conditions = local._burning["slow-answers"]
    }
    unknown-number = {
      title    = "A called number has no profile"
      severity = "ERROR"
      conditions = [{
        title     = "A call could not be answered"
        filter    = local._relay_metric["unknown_numbers"]
        threshold = 0
        aligner   = "ALIGN_DELTA"
        reducer   = "REDUCE_SUM"
      }]
    }
  }
}

resource "google_monitoring_notification_channel" "email" {
  for_each = var.alert_emails

  project      = var.project_id
  display_name = each.value
  type         = "email"
  labels       = { email_address = each.value }

  depends_on = [google_project_service.service]
}

resource "google_monitoring_alert_policy" "alert" {
  for_each = {
    for name, alert in local._alerts :
    name => alert if length(alert.conditions) > 0
  }

  project      = var.project_id
  display_name = each.value.title
  severity     = each.value.severity
  # Both windows of a burn rate burn, or it is over already.
  combiner = length(each.value.conditions) > 1 ? "AND" : "OR"

  notification_channels = [
    for channel in google_monitoring_notification_channel.email : channel.id
  ]

  dynamic "conditions" {
    for_each = each.value.conditions
    iterator = condition

    content {
      display_name = condition.value.title

      condition_threshold {
        filter          = condition.value.filter
        comparison      = "COMPARISON_GT"
        threshold_value = condition.value.threshold
        duration        = "0s"

        # Burn rates come aligned.
        dynamic "aggregations" {
          for_each = lookup(condition.value, "aligner", null)[*]
          iterator = aligner

          content {
            alignment_period     = "300s"
            per_series_aligner   = aligner.value
            cross_series_reducer = lookup(condition.value, "reducer", null)
            group_by_fields      = lookup(condition.value, "group_by", null)
          }
        }
      }
    }
  }

  alert_strategy {
    auto_close = "86400s"
  }

  documentation {
    mime_type = "text/markdown"
    content   = file("${path.module}/../docs/runbooks/${each.key}.md")
  }
}

# Not /healthz: Google's front end keeps that path for itself.
resource "google_monitoring_uptime_check_config" "relay" {
  count = local.is_deployed ? 1 : 0

  project          = var.project_id
  display_name     = "Relay"
  checker_type     = "STATIC_IP_CHECKERS"
  period           = "60s"
  timeout          = "10s"
  selected_regions = ["EUROPE", "USA", "ASIA_PACIFIC"]

  http_check {
    path         = "/readyz"
    port         = 443
    use_ssl      = true
    validate_ssl = true

    accepted_response_status_codes {
      status_class = "STATUS_CLASS_2XX"
    }
  }

  monitored_resource {
    type = "uptime_url"
    labels = {
      host       = local.public_host
      project_id = var.project_id
    }
  }
}
