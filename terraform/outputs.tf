output "calendar_accounts" {
  description = "Share each advisor's calendar with this account (to make changes), unless a delegated account is used."
  value       = { for name, function in module.function : name => function.service_account if name == "calendar-booking" }
}

output "carrier_webhooks" {
  description = "What the phone number's configuration at Twilio is to hold; `npm run ops -- twilio configure` sets it."
  value = {
    messages = "${local.public_base_url}/twilio/sms"
    status   = "${local.public_base_url}/twilio/status"
    voice    = "${local.public_base_url}/twilio/voice"
  }
}

output "edge_address" {
  description = "Address for the domain's A record; null without an edge."
  value       = one([for address in google_compute_global_address.edge : address.address])
}

output "image_repository" {
  description = "Where the relay's image is pushed."
  value       = "${var.region}-docker.pkg.dev/${var.project_id}/${google_artifact_registry_repository.images.repository_id}/media-relay"
}

output "missing_variables" {
  description = "What the processes still lack before they can start."
  value       = local.missing_variables
}

output "public_base_url" {
  description = "The relay's address, as the carrier knows it."
  value       = local.public_base_url
}

output "secret_ids" {
  description = "Secrets to which values can be added: variable to id in Secret Manager."
  value       = local._secret_ids
}
