resource "google_firestore_database" "calls" {
  project                           = var.project_id
  name                              = var.database_id
  location_id                       = var.region
  type                              = "FIRESTORE_NATIVE"
  database_edition                  = "STANDARD"
  concurrency_mode                  = "OPTIMISTIC"
  point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_ENABLED"
  delete_protection_state = (
    var.environment == "prod"
    ? "DELETE_PROTECTION_ENABLED"
    : "DELETE_PROTECTION_DISABLED"
  )
  deletion_policy = var.environment == "prod" ? "ABANDON" : "DELETE"
  depends_on      = [google_project_service.service]
}

# Firestore deletes documents past `expireAt`, within a day. The field is not
# indexed: a growing timestamp in an index limits writes.
resource "google_firestore_field" "expiry" {
  for_each = toset(local.contracts.expiring_collections)

  project    = var.project_id
  database   = google_firestore_database.calls.name
  collection = each.value
  field      = "expireAt"

  index_config {}
  ttl_config {}
}

# Long texts and maps that nobody searches: writes are faster without indexes.
resource "google_firestore_field" "unindexed" {
  for_each = merge([
    for collection, fields in local.contracts.unindexed_fields : {
      for field in fields :
      "${collection}.${field}" => { collection = collection, field = field }
    }
  ]...)

  project    = var.project_id
  database   = google_firestore_database.calls.name
  collection = each.value.collection
  field      = each.value.field

  index_config {}
}

resource "google_firestore_index" "query" {
  for_each = local.contracts.indexes

  project     = var.project_id
  database    = google_firestore_database.calls.name
  collection  = each.value.collection
  query_scope = each.value.query_scope

  dynamic "fields" {
    for_each = each.value.fields
    iterator = field

    content {
      field_path   = field.value.field_path
      order        = lookup(field.value, "order", null)
      array_config = lookup(field.value, "array_config", null)

      dynamic "vector_config" {
        for_each = try([field.value.vector_config], [])

        content {
          dimension = vector_config.value.dimension

          flat {}
        }
      }
    }
  }
}

# Deleted callers stay in backups until these end: no longer than needed.
resource "google_firestore_backup_schedule" "daily" {
  project   = var.project_id
  database  = google_firestore_database.calls.name
  retention = "${var.backup_retention_days * 86400}s"

  daily_recurrence {}
}
