resource "google_artifact_registry_repository" "images" {
  project       = var.project_id
  location      = var.region
  repository_id = "standardiste"
  description   = "Images of the relay, and those that Google builds of functions"
  format        = "DOCKER"

  # A running revision's image must stay: more are kept than a roll-back needs.
  cleanup_policies {
    id     = "keep-recent"
    action = "KEEP"

    most_recent_versions {
      keep_count = 20
    }
  }

  cleanup_policies {
    id     = "delete-old"
    action = "DELETE"

    condition {
      older_than = "7776000s"
    }
  }

  depends_on = [google_project_service.service]
}

# Google builds functions as this account; new projects have no default one
# with the rights for it.
resource "google_service_account" "function_build" {
  project      = var.project_id
  account_id   = "function-build"
  display_name = "Builds functions"

  depends_on = [google_project_service.service]
}

resource "google_project_iam_member" "function_build" {
  project = var.project_id
  role    = "roles/logging.logWriter"
  member  = google_service_account.function_build.member
}

resource "google_artifact_registry_repository_iam_member" "function_build" {
  project    = var.project_id
  location   = var.region
  repository = google_artifact_registry_repository.images.name
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.function_build.member
}

resource "google_storage_bucket_iam_member" "function_build" {
  bucket = google_storage_bucket.functions_source.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.function_build.member
}

# A pull request is checked and planned by an account that may only look; main
# is deployed after somebody approved the build.
resource "google_cloudbuild_trigger" "pull_request" {
  count = var.delivery == null ? 0 : 1

  project         = var.project_id
  location        = var.region
  name            = "pull-request"
  description     = "Checks, tests and plans a pull request"
  filename        = "cloudbuild.pull-request.yaml"
  service_account = var.delivery.plan_service_account
  substitutions   = local._build_substitutions

  repository_event_config {
    repository = var.delivery.repository

    pull_request {
      branch          = "^${var.delivery.branch}$"
      comment_control = "COMMENTS_ENABLED_FOR_EXTERNAL_CONTRIBUTORS_ONLY"
    }
  }
}

resource "google_cloudbuild_trigger" "deploy" {
  count = var.delivery == null ? 0 : 1

  project         = var.project_id
  location        = var.region
  name            = "deploy"
  description     = "Checks, tests, builds and deploys ${var.delivery.branch}"
  filename        = "cloudbuild.yaml"
  service_account = var.delivery.deploy_service_account
  substitutions = merge(local._build_substitutions, {
    _REPOSITORY = google_artifact_registry_repository.images.repository_id
  })

  approval_config {
    approval_required = true
  }

  repository_event_config {
    repository = var.delivery.repository

    push {
      branch = "^${var.delivery.branch}$"
    }
  }
}

locals {
  _build_substitutions = {
    _ENVIRONMENT = var.environment
    _REGION      = var.region
  }
}
