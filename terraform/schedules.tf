# Events that a clock publishes, as Cloud Scheduler's own agent.
resource "google_cloud_scheduler_job" "event" {
  for_each = local.is_deployed ? local.contracts.schedules : {}

  project     = var.project_id
  region      = var.region
  name        = each.key
  description = "Publishes ${each.key}"
  schedule    = each.value.cron
  time_zone   = "Europe/Paris"

  pubsub_target {
    topic_name = google_pubsub_topic.event[each.key].id
    attributes = each.value.attributes
    data       = base64encode(jsonencode(each.value.data))
  }

  retry_config {
    retry_count = 3
  }

  # Nobody is to be woken for what is not there yet.
  depends_on = [module.function]
}
