resource "google_monitoring_custom_service" "calls" {
  project      = var.project_id
  service_id   = "calls"
  display_name = "Calls"

  depends_on = [google_project_service.service]
}

locals {
  _relay_metric = {
    for name, metric in google_logging_metric.relay :
    name => "metric.type=\"logging.googleapis.com/user/${metric.name}\" AND resource.type=\"cloud_run_revision\""
  }
  _turn_metric = {
    for stage, metric in google_logging_metric.turn_latency :
    stage => "metric.type=\"logging.googleapis.com/user/${metric.name}\" AND resource.type=\"cloud_run_revision\""
  }
}

# 95 of 100 times the caller hears something in time: the answer, or a filler
# while a tool works.
resource "google_monitoring_slo" "answers" {
  project             = var.project_id
  service             = google_monitoring_custom_service.calls.service_id
  slo_id              = "answers-in-time"
  display_name        = "95 % of turns are answered by a sound within ${var.slow_answer_ms} ms"
  goal                = 0.95
  rolling_period_days = 28

  request_based_sli {
    distribution_cut {
      distribution_filter = local._turn_metric["firstSoundHeardMs"]

      range {
        min = 0
        max = var.slow_answer_ms
      }
    }
  }
}

# 995 of 1000 calls end otherwise than by a fault of ours.
resource "google_monitoring_slo" "calls" {
  project             = var.project_id
  service             = google_monitoring_custom_service.calls.service_id
  slo_id              = "calls-without-failure"
  display_name        = "99.5 % of calls end without a technical failure"
  goal                = 0.995
  rolling_period_days = 28

  request_based_sli {
    good_total_ratio {
      total_service_filter = local._relay_metric["calls_ended"]
      bad_service_filter = join(" AND ", [
        local._relay_metric["calls_ended"],
        "metric.labels.outcome=\"technical-failure\"",
      ])
    }
  }
}
