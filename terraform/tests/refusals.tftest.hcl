# Every validation refuses what it is there for.
mock_provider "google" {
  mock_resource "google_cloudfunctions2_function" {
    defaults = {
      service_config = { uri = "https://function.example" }
    }
  }
}

variables {
  bundles_directory = "./tests/bundles"
  environment       = "dev"
  project_id        = "standardiste-dev"
  project_number    = "100000000001"
  relay_image       = "europe-west1-docker.pkg.dev/p/standardiste/media-relay@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  secrets           = { CALL_TOKEN_KEY = "1", PHONE_HASH_KEY = "1", TWILIO_AUTH_TOKEN = "1" }
  settings          = { TWILIO_ACCOUNT_SID = "AC0" }
}

run "refuses_a_process_without_what_it_needs" {
  command = plan
  variables {
    settings = { LOG_LEVEL = "debug" }
  }
  expect_failures = [google_cloud_run_v2_service.relay[0]]
}

run "refuses_a_setting_that_no_process_reads" {
  command = plan
  variables {
    settings = { TWILIO_ACCOUNT_SID = "AC0", TWILO_REGION = "ie1" }
  }
  expect_failures = [var.settings]
}

run "refuses_a_secret_among_the_settings" {
  command = plan
  variables {
    settings = { TWILIO_ACCOUNT_SID = "AC0", TWILIO_AUTH_TOKEN = "x" }
  }
  expect_failures = [var.settings]
}

run "refuses_an_empty_setting" {
  command = plan
  variables {
    settings = { TWILIO_ACCOUNT_SID = "" }
  }
  expect_failures = [var.settings]
}

run "refuses_a_secret_that_no_process_reads" {
  command = plan
  variables {
    secrets = { CALL_TOKEN_KEY = "1", PHONE_HASH_KEY = "1", TWILIO_AUTH_TOKEN = "1", TWILIO_TOKEN = "1" }
  }
  expect_failures = [var.secrets]
}

run "refuses_the_latest_version_of_a_secret" {
  command = plan
  variables {
    secrets = { CALL_TOKEN_KEY = "1", PHONE_HASH_KEY = "1", TWILIO_AUTH_TOKEN = "latest" }
  }
  expect_failures = [var.secrets]
}

run "refuses_an_image_by_tag" {
  command = plan
  variables {
    relay_image = "europe-west1-docker.pkg.dev/p/standardiste/media-relay:v1"
  }
  expect_failures = [var.relay_image]
}

run "refuses_another_environment" {
  command = plan
  variables {
    environment = "staging"
  }
  expect_failures = [var.environment]
}

run "refuses_a_region_outside_of_the_eu" {
  command = plan
  variables {
    region = "us-central1"
  }
  expect_failures = [var.region]
}

run "refuses_one_relay_in_production" {
  command = plan
  variables {
    environment = "prod"
  }
  expect_failures = [var.relay]
}

run "refuses_a_relay_that_starts_cold" {
  command = plan
  variables {
    relay = { min_instances = 0 }
  }
  expect_failures = [var.relay]
}

run "refuses_fewer_relays_than_are_always_there" {
  command = plan
  variables {
    relay = { min_instances = 3, max_instances = 2 }
  }
  expect_failures = [var.relay]
}

run "refuses_more_calls_than_an_instance_takes" {
  command = plan
  variables {
    relay = { calls_per_instance = 700 }
  }
  expect_failures = [var.relay]
}

run "refuses_an_address_as_a_domain" {
  command = plan
  variables {
    edge = { domain = "https://appels.example.fr" }
  }
  expect_failures = [var.edge]
}

run "refuses_a_limit_that_would_stop_calls" {
  command = plan
  variables {
    edge = { domain = "appels.example.fr", requests_per_minute = 60 }
  }
  expect_failures = [var.edge]
}

run "refuses_a_function_nobody_wrote" {
  command = plan
  variables {
    function_sizes = { calendar = { min_instances = 1 } }
  }
  expect_failures = [var.function_sizes]
}

run "refuses_backups_that_outlive_erasure" {
  command = plan
  variables {
    backup_retention_days = 90
  }
  expect_failures = [var.backup_retention_days]
}

run "refuses_logs_for_a_year" {
  command = plan
  variables {
    log_retention_days = 365
  }
  expect_failures = [var.log_retention_days]
}

run "refuses_a_database_with_a_wrong_name" {
  command = plan
  variables {
    database_id = "(default)"
  }
  expect_failures = [var.database_id]
}

run "refuses_a_project_id_with_capitals" {
  command = plan
  variables {
    project_id = "Standardiste"
  }
  expect_failures = [var.project_id]
}

run "refuses_a_project_number_that_is_none" {
  command = plan
  variables {
    project_number = "standardiste-dev"
  }
  expect_failures = [var.project_number]
}

run "refuses_a_budget_of_nothing" {
  command = plan
  variables {
    budget = { amount = 0, billing_account = "0" }
  }
  expect_failures = [var.budget]
}

run "refuses_an_alert_to_nobody" {
  command = plan
  variables {
    alert_emails = ["astreinte"]
  }
  expect_failures = [var.alert_emails]
}

run "refuses_a_reminder_at_no_instant" {
  command = plan
  variables {
    secret_rotation = { first_at = "February" }
  }
  expect_failures = [var.secret_rotation]
}

run "refuses_reminders_all_day" {
  command = plan
  variables {
    secret_rotation = { first_at = "2027-02-01T09:00:00Z", period_days = 0.1 }
  }
  expect_failures = [var.secret_rotation]
}

run "refuses_answers_that_are_never_slow" {
  command = plan
  variables {
    slow_answer_ms = 60000
  }
  expect_failures = [var.slow_answer_ms]
}

run "refuses_traces_in_the_clear" {
  command = plan
  variables {
    tracing = { endpoint = "http://collector.example.fr" }
  }
  expect_failures = [var.tracing]
}

run "refuses_to_trace_more_than_every_call" {
  command = plan
  variables {
    tracing = { sample_ratio = 2 }
  }
  expect_failures = [var.tracing]
}

run "refuses_recordings_for_a_year" {
  command = plan
  variables {
    recording_retention_days = 365
  }
  expect_failures = [var.recording_retention_days]
}
