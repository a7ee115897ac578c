# One Cloud Function and the push subscriptions that feed it.
module "identity" {
  source = "../process-identity"

  database_id   = var.database_id
  name          = var.name
  project_id    = var.project_id
  project_roles = var.project_roles
  publishes     = var.publishes
  secrets       = var.secrets
}

resource "google_cloudfunctions2_function" "function" {
  project     = var.project_id
  location    = var.region
  name        = var.name
  description = "Takes ${join(", ", keys(var.definition.subscriptions))}"

  build_config {
    runtime           = "nodejs24"
    entry_point       = var.name
    service_account   = var.build.service_account_id
    docker_repository = var.build.repository_id

    source {
      storage_source {
        bucket = var.build.bucket
        object = var.build.object
      }
    }

    # Security patches of the base image without a deploy.
    automatic_update_policy {}
  }

  service_config {
    service_account_email            = module.identity.email
    available_cpu                    = var.size.cpu
    available_memory                 = var.size.memory
    min_instance_count               = var.size.min_instances
    max_instance_count               = var.size.max_instances
    max_instance_request_concurrency = var.size.concurrency
    # Pub/Sub waits no longer than this for an answer.
    timeout_seconds = var.definition.ack_deadline_s
    # Pushes from the project's own subscriptions count as internal.
    ingress_settings               = "ALLOW_INTERNAL_ONLY"
    all_traffic_on_latest_revision = true
    environment_variables          = var.environment

    dynamic "secret_environment_variables" {
      for_each = var.secrets
      iterator = secret

      content {
        key        = secret.key
        project_id = var.project_id
        secret     = secret.value.secret_id
        version    = secret.value.version
      }
    }
  }
}

# The service behind a function has the function's name; grants on the function
# itself do not open it.
resource "google_cloud_run_v2_service_iam_member" "push" {
  project  = var.project_id
  location = var.region
  name     = google_cloudfunctions2_function.function.name
  role     = "roles/run.invoker"
  member   = "serviceAccount:${var.push.service_account_email}"
}

resource "google_pubsub_subscription" "push" {
  for_each = var.definition.subscriptions

  project = var.project_id
  # The platform reads the topic from the last part of the name.
  name                       = "${var.name}.${each.key}"
  topic                      = var.topics[each.key]
  filter                     = each.value
  ack_deadline_seconds       = var.definition.ack_deadline_s
  message_retention_duration = "604800s"

  dead_letter_policy {
    dead_letter_topic     = var.dead_letter_topic
    max_delivery_attempts = var.definition.max_delivery_attempts
  }

  # Never for want of events.
  expiration_policy {
    ttl = ""
  }

  push_config {
    push_endpoint = google_cloudfunctions2_function.function.service_config[0].uri

    oidc_token {
      service_account_email = var.push.service_account_email
      audience              = google_cloudfunctions2_function.function.service_config[0].uri
    }
  }

  retry_policy {
    minimum_backoff = var.definition.minimum_backoff
    maximum_backoff = var.definition.maximum_backoff
  }

  depends_on = [google_cloud_run_v2_service_iam_member.push]
}

# Pub/Sub itself takes what was given up out of the subscription.
resource "google_pubsub_subscription_iam_member" "dead_letter" {
  for_each = var.definition.subscriptions

  project      = var.project_id
  subscription = google_pubsub_subscription.push[each.key].name
  role         = "roles/pubsub.subscriber"
  member       = var.push.agent
}
