# The containers only. Values are added by hand (docs/deploy.md) and never pass
# through terraform's state.
locals {
  _secret_ids = {
    for name, secret in google_secret_manager_secret.secret :
    name => secret.secret_id
  }
}

resource "google_secret_manager_secret" "secret" {
  for_each = local.secret_names

  project   = var.project_id
  secret_id = replace(lower(each.value), "_", "-")
  # A version that was destroyed by mistake can be brought back for a week.
  version_destroy_ttl = "604800s"

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }

  dynamic "rotation" {
    for_each = var.secret_rotation[*]

    content {
      next_rotation_time = rotation.value.first_at
      rotation_period    = "${rotation.value.period_days * 86400}s"
    }
  }

  dynamic "topics" {
    for_each = var.secret_rotation[*]

    content {
      name = google_pubsub_topic.secret_rotation.id
    }
  }

  lifecycle {
    # Secret Manager moves it on after each reminder.
    ignore_changes = [rotation[0].next_rotation_time]
  }

  depends_on = [google_pubsub_topic_iam_member.secret_rotation]
}

# Secret Manager says here that a secret is due; an alert passes it on. Nothing
# rotates by itself.
resource "google_pubsub_topic" "secret_rotation" {
  project = var.project_id
  name    = "secret-rotation-due"

  message_storage_policy {
    allowed_persistence_regions = [var.region]
    enforce_in_transit          = true
  }

  depends_on = [google_project_service.service]
}

resource "google_pubsub_topic_iam_member" "secret_rotation" {
  project = var.project_id
  topic   = google_pubsub_topic.secret_rotation.name
  role    = "roles/pubsub.publisher"
  member  = local.secret_manager_agent
}

# Who read which secret.
resource "google_project_iam_audit_config" "secrets" {
  project = var.project_id
  service = "secretmanager.googleapis.com"

  audit_log_config {
    log_type = "DATA_READ"
  }

  audit_log_config {
    log_type = "DATA_WRITE"
  }
}
