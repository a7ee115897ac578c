# One topic per event of the contracts, and one for what was given up.
resource "google_pubsub_topic" "event" {
  for_each = toset(concat(
    local.contracts.topics,
    [local.contracts.dead_letter_topic],
  ))

  project = var.project_id
  name    = each.value
  # A week to replay after a mistake; the effect ledger remembers 35 days.
  message_retention_duration = "604800s"

  message_storage_policy {
    allowed_persistence_regions = [var.region]
    enforce_in_transit          = true
  }

  depends_on = [google_project_service.service]
}

# Dead letters wait here for a person; without a subscription they are lost.
resource "google_pubsub_subscription" "dead_letters" {
  project                    = var.project_id
  name                       = "${local.contracts.dead_letter_topic}.hold"
  topic                      = google_pubsub_topic.event[local.contracts.dead_letter_topic].id
  ack_deadline_seconds       = 60
  message_retention_duration = "2678400s"

  expiration_policy {
    ttl = ""
  }
}

# Without this grant, and that on each subscription, Pub/Sub says nothing and
# dead letters nothing.
resource "google_pubsub_topic_iam_member" "dead_letter_publisher" {
  project = var.project_id
  topic   = google_pubsub_topic.event[local.contracts.dead_letter_topic].name
  role    = "roles/pubsub.publisher"
  member  = local.pubsub_agent
}

# The identity of pushes: it may call the functions and nothing else.
resource "google_service_account" "event_push" {
  project      = var.project_id
  account_id   = "event-push"
  display_name = "Pushes events to functions"

  depends_on = [google_project_service.service]
}

resource "google_service_account_iam_member" "event_push_signer" {
  service_account_id = google_service_account.event_push.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.pubsub_agent
}
