locals {
  _services = toset([
    "aiplatform.googleapis.com",
    "artifactregistry.googleapis.com",
    "billingbudgets.googleapis.com",
    "calendar-json.googleapis.com",
    "cloudbuild.googleapis.com",
    "cloudfunctions.googleapis.com",
    "cloudscheduler.googleapis.com",
    "cloudtrace.googleapis.com",
    "compute.googleapis.com",
    "firestore.googleapis.com",
    "iam.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "pubsub.googleapis.com",
    "run.googleapis.com",
    "secretmanager.googleapis.com",
    "speech.googleapis.com",
    "storage.googleapis.com",
    "telemetry.googleapis.com",
    "texttospeech.googleapis.com",
  ])

  # Google's own agents, whose addresses follow from the project's number.
  _agent = "serviceAccount:service-${var.project_number}"

  pubsub_agent         = "${local._agent}@gcp-sa-pubsub.iam.gserviceaccount.com"
  secret_manager_agent = "${local._agent}@gcp-sa-secretmanager.iam.gserviceaccount.com"
}

resource "google_project_service" "service" {
  for_each = local._services

  project            = var.project_id
  service            = each.value
  disable_on_destroy = false
}
