locals {
  _functions = local.is_deployed ? local.contracts.functions : {}

  # Where nothing else is said: enough for the voice path's functions.
  _default_size = {
    concurrency   = 20
    cpu           = "1"
    max_instances = 20
    memory        = "512Mi"
    min_instances = 0
  }

  _bundles = {
    for name in keys(local._functions) :
    name => "${var.bundles_directory}/${name}.zip"
  }
}

resource "google_storage_bucket" "functions_source" {
  project                     = var.project_id
  name                        = "${var.project_id}-functions-source"
  location                    = var.region
  force_destroy               = true
  public_access_prevention    = "enforced"
  uniform_bucket_level_access = true

  # Old bundles make a roll-back quick; after that git can build them again.
  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      age        = 90
      with_state = "ARCHIVED"
    }
  }

  versioning {
    enabled = true
  }

  depends_on = [google_project_service.service]
}

# Named by content: what changed is deployed, what did not is left alone.
resource "google_storage_bucket_object" "bundle" {
  for_each = local._bundles

  bucket       = google_storage_bucket.functions_source.name
  name         = "${each.key}-${substr(filesha256(each.value), 0, 16)}.zip"
  source       = each.value
  content_type = "application/zip"
}

module "function" {
  source   = "./modules/event-function"
  for_each = local._functions

  database_id       = google_firestore_database.calls.name
  dead_letter_topic = google_pubsub_topic.event[local.contracts.dead_letter_topic].id
  definition        = each.value
  environment       = local.environments[each.key]
  name              = each.key
  project_id        = var.project_id
  project_roles     = toset(local.tracing_roles)
  region            = var.region
  secrets           = local.process_secrets[each.key]
  size = merge(local._default_size, {
    for key, value in try(var.function_sizes[each.key], {}) :
    key => value if value != null
  })

  build = {
    bucket             = google_storage_bucket.functions_source.name
    object             = google_storage_bucket_object.bundle[each.key].name
    repository_id      = google_artifact_registry_repository.images.id
    service_account_id = google_service_account.function_build.id
  }

  publishes = {
    for topic in local._processes[each.key].publishes :
    topic => google_pubsub_topic.event[topic].name
  }

  push = {
    agent                 = local.pubsub_agent
    service_account_email = google_service_account.event_push.email
  }

  topics = {
    for topic in keys(each.value.subscriptions) :
    topic => google_pubsub_topic.event[topic].id
  }

  depends_on = [
    google_artifact_registry_repository_iam_member.function_build,
    google_project_iam_member.function_build,
    google_storage_bucket_iam_member.function_build,
  ]
}
