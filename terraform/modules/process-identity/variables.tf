variable "database_id" {
  description = "Firestore database that the process reads and writes."
  type        = string
  nullable    = false
}

variable "name" {
  description = "Name of the process and of its service account."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.name))
    error_message = "A service account is named by 6 to 30 small letters, digits and hyphens."
  }
}

variable "project_id" {
  description = "Google Cloud project."
  type        = string
  nullable    = false
}

variable "project_roles" {
  description = "Roles of services that know no smaller resource than the project."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "publishes" {
  description = "Topics to which the process publishes: event to topic name."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "secrets" {
  description = "Secrets that the process reads, by the variable that holds them."
  type = map(object({
    secret_id = string
    version   = string
  }))
  default  = {}
  nullable = false
}
