# What is promised of a deployment is in it, thing by thing.
mock_provider "google" {
  mock_resource "google_cloudfunctions2_function" {
    defaults = {
      service_config = { uri = "https://function.example" }
    }
  }
}

variables {
  bundles_directory        = "./tests/bundles"
  relay_image              = "europe-west1-docker.pkg.dev/p/standardiste/media-relay@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  environment              = "dev"
  project_id               = "standardiste-dev"
  project_number           = "100000000001"
  alert_emails             = ["astreinte@example.fr"]
  budget                   = { amount = 300, billing_account = "000000-000000-000000" }
  edge                     = { domain = "appels.example.fr" }
  recording_retention_days = 30
  secret_rotation          = { first_at = "2027-02-01T09:00:00Z" }
  secrets                  = { CALL_TOKEN_KEY = "1", PHONE_HASH_KEY = "1", TWILIO_AUTH_TOKEN = "1" }
  settings                 = { TWILIO_ACCOUNT_SID = "AC0" }
}

run "keeps_documents_as_long_as_promised" {
  command = apply

  assert {
    condition     = google_firestore_database.calls.point_in_time_recovery_enablement == "POINT_IN_TIME_RECOVERY_ENABLED"
    error_message = "The database can be brought back to any minute of the last days."
  }

  assert {
    condition     = google_firestore_backup_schedule.daily.retention == "1209600s"
    error_message = "A backup is kept two weeks."
  }

  assert {
    condition = (
      toset([for field in google_firestore_field.expiry : field.collection]) == toset(local.contracts.expiring_collections) &&
      alltrue([for field in google_firestore_field.expiry : field.field == "expireAt" && length(field.ttl_config) == 1])
    )
    error_message = "Documents that expire are deleted in every collection that has them."
  }

  assert {
    condition     = keys(google_firestore_index.query) == keys(local.contracts.indexes)
    error_message = "Every query has its index."
  }

  assert {
    condition = (
      one(one(google_storage_bucket.recordings[0].lifecycle_rule).condition).age == 30 &&
      one(one(google_storage_bucket.recordings[0].lifecycle_rule).condition).with_state == "ANY" &&
      google_storage_bucket.recordings[0].soft_delete_policy[0].retention_duration_seconds == 0 &&
      google_storage_bucket.recordings[0].public_access_prevention == "enforced"
    )
    error_message = "A recording is gone for good when its time is over, and nobody outside reads it."
  }

  assert {
    condition     = google_logging_project_bucket_config.processes.retention_days == 30
    error_message = "Logs are kept thirty days."
  }
}

run "pins_everything_to_the_region" {
  command = apply

  assert {
    condition = alltrue(concat(
      [for topic in google_pubsub_topic.event : topic.message_storage_policy[0].allowed_persistence_regions == toset(["europe-west1"])],
      [for secret in google_secret_manager_secret.secret : one(one(secret.replication[0].user_managed).replicas).location == "europe-west1"],
      [
        google_firestore_database.calls.location_id == "europe-west1",
        google_storage_bucket.functions_source.location == "europe-west1",
        google_storage_bucket.recordings[0].location == "europe-west1",
        google_artifact_registry_repository.images.location == "europe-west1",
        google_cloud_run_v2_service.relay[0].location == "europe-west1",
        google_logging_project_bucket_config.processes.location == "europe-west1",
      ],
    ))
    error_message = "What has a region is in the one that was chosen."
  }
}

run "guards_the_relay" {
  command = apply

  assert {
    condition = (
      google_compute_backend_service.edge["relay"].security_policy != null &&
      contains(
        [for rule in google_compute_security_policy.edge["relay"].rule : rule.action],
        "throttle",
      )
    )
    error_message = "Cloud Armor limits what one address may ask."
  }

  assert {
    condition = (
      google_cloud_run_v2_service.relay[0].template[0].execution_environment == "EXECUTION_ENVIRONMENT_GEN2" &&
      google_cloud_run_v2_service.relay[0].template[0].containers[0].resources[0].startup_cpu_boost &&
      !google_cloud_run_v2_service.relay[0].template[0].containers[0].resources[0].cpu_idle &&
      one(google_cloud_run_v2_service.relay[0].template[0].containers[0].startup_probe).http_get[0].path == "/healthz" &&
      one(google_cloud_run_v2_service.relay[0].template[0].containers[0].readiness_probe).http_get[0].path == "/readyz"
    )
    error_message = "Second generation, billed by instance, boosted at start, probed."
  }

  assert {
    condition     = google_monitoring_uptime_check_config.relay[0].http_check[0].path == "/readyz"
    error_message = "Somebody outside asks whether the relay is there."
  }
}

run "says_when_something_is_wrong" {
  command = apply

  assert {
    condition = alltrue([
      for name in ["calls-failing", "slow-answers"] :
      length(google_monitoring_alert_policy.alert[name].conditions) == 2 &&
      alltrue([
        for condition in google_monitoring_alert_policy.alert[name].conditions :
        startswith(condition.condition_threshold[0].filter, "select_slo_burn_rate(")
      ]) &&
      google_monitoring_alert_policy.alert[name].combiner == "AND"
    ])
    error_message = "Objectives burn in a short and in a long window before somebody is woken."
  }

  assert {
    condition = alltrue([
      for name in ["dead-letters", "event-backlog", "relay-unreachable", "secret-rotation-due"] :
      contains(keys(google_monitoring_alert_policy.alert), name)
    ])
    error_message = "Dead letters, a backlog, an unreachable relay and a secret that is due are told."
  }

  assert {
    condition = alltrue([
      for name, alert in google_monitoring_alert_policy.alert :
      alert.documentation[0].content == file("../docs/runbooks/${name}.md") &&
      length(alert.notification_channels) == 1
    ])
    error_message = "Every alert reaches somebody, with its runbook."
  }

  assert {
    condition = alltrue([
      for secret in google_secret_manager_secret.secret :
      length(secret.topics) == 1 && secret.rotation[0].rotation_period != null
    ])
    error_message = "Secret Manager says on a topic that a secret is due."
  }

  assert {
    condition = (
      length(google_billing_budget.month[0].threshold_rules) == 3 &&
      google_billing_budget.month[0].amount[0].specified_amount[0].units == "300"
    )
    error_message = "The budget is told at half, at all, and before it is overrun."
  }

  assert {
    condition = alltrue([
      for title in [
        "Calls by outcome",
        "From the caller's last word to the first sound: median of each stage",
        "Hearing, thinking, speaking: failures",
        "Tools by outcome",
        "Language model: price of a call",
        "Oldest waiting event",
      ] :
      strcontains(google_monitoring_dashboard.calls.dashboard_json, title)
    ])
    error_message = "The dashboard shows calls, latencies, engines, tools and what a call costs."
  }
}

run "gives_functions_their_own_variables" {
  command = plan

  module {
    source = "./modules/event-function"
  }

  variables {
    build = {
      bucket             = "bundles"
      object             = "calendar-booking-0123.zip"
      repository_id      = "projects/p/locations/europe-west1/repositories/standardiste"
      service_account_id = "projects/p/serviceAccounts/function-build@p.iam.gserviceaccount.com"
    }
    database_id       = "standardiste"
    dead_letter_topic = "projects/p/topics/dead-letters"
    definition = {
      ack_deadline_s        = 20
      maximum_backoff       = "60s"
      max_delivery_attempts = 12
      minimum_backoff       = "1s"
      subscriptions         = { call-ended = null }
    }
    environment = { LOG_LEVEL = "info" }
    name        = "calendar-booking"
    publishes   = {}
    push = {
      agent                 = "serviceAccount:service-1@gcp-sa-pubsub.iam.gserviceaccount.com"
      service_account_email = "event-push@standardiste-dev.iam.gserviceaccount.com"
    }
    region  = "europe-west1"
    secrets = {}
    size = {
      concurrency   = 20
      cpu           = "1"
      max_instances = 20
      memory        = "512Mi"
      min_instances = 0
    }
    topics = { call-ended = "projects/p/topics/call-ended" }
  }

  assert {
    condition = google_cloudfunctions2_function.function.service_config[0].environment_variables == tomap({
      LOG_LEVEL = "info"
    })
    error_message = "A function gets its own variables, and no others."
  }
}
