# One function as the contracts describe it, and nothing beside it.
mock_provider "google" {
  mock_resource "google_cloudfunctions2_function" {
    defaults = {
      service_config = { uri = "https://calendar-booking.example" }
    }
  }
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
    subscriptions = {
      call-ended     = null
      tool-requested = "hasPrefix(attributes.tool, \"calendar.\")"
    }
  }
  environment = { LOG_LEVEL = "info" }
  name        = "calendar-booking"
  project_id  = "standardiste-dev"
  publishes   = { appointment-changed = "appointment-changed" }
  push = {
    agent                 = "serviceAccount:service-1@gcp-sa-pubsub.iam.gserviceaccount.com"
    service_account_email = "event-push@standardiste-dev.iam.gserviceaccount.com"
  }
  region = "europe-west1"
  secrets = {
    GOOGLE_CALENDAR_PRIVATE_KEY = { secret_id = "google-calendar-private-key", version = "4" }
  }
  size = {
    concurrency   = 20
    cpu           = "1"
    max_instances = 20
    memory        = "512Mi"
    min_instances = 0
  }
  topics = {
    call-ended     = "projects/p/topics/call-ended"
    tool-requested = "projects/p/topics/tool-requested"
  }
}

run "subscribes_as_the_contracts_say" {
  command = plan

  module {
    source = "./modules/event-function"
  }

  assert {
    condition     = google_pubsub_subscription.push["tool-requested"].name == "calendar-booking.tool-requested"
    error_message = "The platform reads the topic from the subscription's name."
  }

  assert {
    condition = (
      google_pubsub_subscription.push["tool-requested"].filter == "hasPrefix(attributes.tool, \"calendar.\")" &&
      google_pubsub_subscription.push["call-ended"].filter == null
    )
    error_message = "A subscription filters what the contracts filter."
  }

  assert {
    condition = alltrue([for subscription in google_pubsub_subscription.push : (
      subscription.ack_deadline_seconds == 20 &&
      subscription.retry_policy[0].minimum_backoff == "1s" &&
      subscription.retry_policy[0].maximum_backoff == "60s" &&
      subscription.dead_letter_policy[0].max_delivery_attempts == 12 &&
      subscription.dead_letter_policy[0].dead_letter_topic == "projects/p/topics/dead-letters" &&
      subscription.expiration_policy[0].ttl == ""
    )])
    error_message = "Deadline, back-off, attempts and dead letter are those of the contracts."
  }

  assert {
    condition = alltrue([for subscription in google_pubsub_subscription.push :
      subscription.push_config[0].oidc_token[0].service_account_email == var.push.service_account_email
    ])
    error_message = "Pushes are signed."
  }

  assert {
    condition     = google_cloudfunctions2_function.function.service_config[0].ingress_settings == "ALLOW_INTERNAL_ONLY"
    error_message = "Only the project's own events reach a function."
  }

  assert {
    condition     = google_cloudfunctions2_function.function.service_config[0].timeout_seconds == 20
    error_message = "A function runs no longer than Pub/Sub waits."
  }

  assert {
    condition = (
      one(google_cloudfunctions2_function.function.service_config[0].secret_environment_variables).secret == "google-calendar-private-key" &&
      one(google_cloudfunctions2_function.function.service_config[0].secret_environment_variables).version == "4"
    )
    error_message = "A secret comes by reference and at its version."
  }

  assert {
    condition     = google_cloud_run_v2_service_iam_member.push.member == "serviceAccount:${var.push.service_account_email}"
    error_message = "Only the identity of pushes may call the function."
  }

  assert {
    condition     = keys(google_pubsub_subscription_iam_member.dead_letter) == ["call-ended", "tool-requested"]
    error_message = "Pub/Sub may take given-up events out of each subscription."
  }
}

run "refuses_a_deadline_over_540_s" {
  command = plan
  module {
    source = "./modules/event-function"
  }
  variables {
    definition = {
      ack_deadline_s        = 541
      maximum_backoff       = "60s"
      max_delivery_attempts = 12
      minimum_backoff       = "1s"
      subscriptions         = { call-ended = null }
    }
  }
  expect_failures = [var.definition]
}

run "refuses_fewer_attempts_than_pubsub_takes" {
  command = plan
  module {
    source = "./modules/event-function"
  }
  variables {
    definition = {
      ack_deadline_s        = 20
      maximum_backoff       = "60s"
      max_delivery_attempts = 4
      minimum_backoff       = "1s"
      subscriptions         = { call-ended = null }
    }
  }
  expect_failures = [var.definition]
}

run "refuses_a_function_without_a_subscription" {
  command = plan
  module {
    source = "./modules/event-function"
  }
  variables {
    definition = {
      ack_deadline_s        = 20
      maximum_backoff       = "60s"
      max_delivery_attempts = 12
      minimum_backoff       = "1s"
      subscriptions         = {}
    }
  }
  expect_failures = [var.definition]
}

run "refuses_many_events_on_a_part_of_a_cpu" {
  command = plan
  module {
    source = "./modules/event-function"
  }
  variables {
    size = { concurrency = 20, cpu = "0.5", max_instances = 20, memory = "512Mi", min_instances = 0 }
  }
  expect_failures = [var.size]
}

run "refuses_more_warm_instances_than_there_may_be" {
  command = plan
  module {
    source = "./modules/event-function"
  }
  variables {
    size = { concurrency = 20, cpu = "1", max_instances = 2, memory = "512Mi", min_instances = 3 }
  }
  expect_failures = [var.size]
}
