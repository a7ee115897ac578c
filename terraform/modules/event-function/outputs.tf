output "service_account" {
  description = "Address of the function's service account."
  value       = module.identity.email
}
