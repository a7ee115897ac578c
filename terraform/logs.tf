locals {
  _our_logs = "resource.type=\"cloud_run_revision\""
}

# The default bucket is global and its place cannot be changed; ours is in the
# region.
resource "google_logging_project_bucket_config" "processes" {
  project        = var.project_id
  location       = var.region
  bucket_id      = "standardiste"
  description    = "Logs of the relay and the functions"
  retention_days = var.log_retention_days

  depends_on = [google_project_service.service]
}

resource "google_logging_project_sink" "processes" {
  project                = var.project_id
  name                   = "standardiste"
  description            = "Keeps the processes' logs in the region"
  destination            = "logging.googleapis.com/${google_logging_project_bucket_config.processes.id}"
  filter                 = local._our_logs
  unique_writer_identity = true
}

resource "google_logging_project_exclusion" "processes" {
  project     = var.project_id
  name        = "standardiste"
  description = "Kept in the region instead"
  filter      = local._our_logs

  depends_on = [google_logging_project_sink.processes]
}
