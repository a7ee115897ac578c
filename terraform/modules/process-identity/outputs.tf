output "email" {
  description = "Address of the process's service account."
  value       = google_service_account.process.email

  # Whoever uses the identity may use what was granted to it.
  depends_on = [
    google_project_iam_member.client,
    google_project_iam_member.database,
    google_pubsub_topic_iam_member.publisher,
    google_secret_manager_secret_iam_member.reader,
  ]
}
