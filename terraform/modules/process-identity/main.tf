# Who a process is and what it may do: its documents, the topics to which it
# publishes and the secrets that it reads, each by itself.
resource "google_service_account" "process" {
  project      = var.project_id
  account_id   = var.name
  display_name = var.name
}

# Firestore has no resource policy; a condition narrows the role to one
# database.
resource "google_project_iam_member" "database" {
  project = var.project_id
  role    = "roles/datastore.user"
  member  = google_service_account.process.member

  condition {
    title      = "only ${var.database_id}"
    expression = "resource.name == \"projects/${var.project_id}/databases/${var.database_id}\""
  }
}

resource "google_pubsub_topic_iam_member" "publisher" {
  for_each = var.publishes

  project = var.project_id
  topic   = each.value
  role    = "roles/pubsub.publisher"
  member  = google_service_account.process.member
}

resource "google_secret_manager_secret_iam_member" "reader" {
  for_each = var.secrets

  project   = var.project_id
  secret_id = each.value.secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.process.member
}

resource "google_project_iam_member" "client" {
  for_each = var.project_roles

  project = var.project_id
  role    = each.value
  member  = google_service_account.process.member
}
