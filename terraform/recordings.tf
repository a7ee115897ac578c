# Recordings of calls, should a process ever make them: none does, so nobody has
# a right to the bucket. Whoever is to write there gets it beside this resource.
resource "google_storage_bucket" "recordings" {
  count = var.recording_retention_days == null ? 0 : 1

  project                     = var.project_id
  name                        = "${var.project_id}-recordings"
  location                    = var.region
  force_destroy               = var.environment != "prod"
  public_access_prevention    = "enforced"
  uniform_bucket_level_access = true

  # The end of retention is the end: no older versions, no deleted ones kept.
  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      age        = var.recording_retention_days
      with_state = "ANY"
    }
  }

  soft_delete_policy {
    retention_duration_seconds = 0
  }

  versioning {
    enabled = false
  }

  depends_on = [google_project_service.service]
}
