variable "build" {
  description = "Source object, and the account and repository of the build."
  type = object({
    bucket             = string
    object             = string
    repository_id      = string
    service_account_id = string
  })
  nullable = false
}

variable "database_id" {
  description = "Firestore database that the function reads and writes."
  type        = string
  nullable    = false
}

variable "dead_letter_topic" {
  description = "Id of the topic for events that were given up."
  type        = string
  nullable    = false
}

variable "definition" {
  description = "The function's row in the contracts: topic to filter, times and attempts."
  type = object({
    ack_deadline_s        = number
    maximum_backoff       = string
    max_delivery_attempts = number
    minimum_backoff       = string
    subscriptions         = map(string)
  })
  nullable = false

  validation {
    condition = (
      var.definition.ack_deadline_s >= 10 &&
      var.definition.ack_deadline_s <= 540
    )
    error_message = "Event functions may run 10 to 540 s."
  }

  validation {
    condition = (
      var.definition.max_delivery_attempts >= 5 &&
      var.definition.max_delivery_attempts <= 100
    )
    error_message = "Pub/Sub gives an event up after 5 to 100 attempts."
  }

  validation {
    condition     = length(var.definition.subscriptions) > 0
    error_message = "An event function is subscribed to at least one topic."
  }
}

variable "environment" {
  description = "Variables that are no secrets."
  type        = map(string)
  nullable    = false
}

variable "name" {
  description = "Name of the function, its entry point and its service account."
  type        = string
  nullable    = false
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
  description = "Topics to which the function publishes: event to topic name."
  type        = map(string)
  nullable    = false
}

variable "push" {
  description = "Account that signs pushes, and Pub/Sub's own agent."
  type = object({
    agent                 = string
    service_account_email = string
  })
  nullable = false
}

variable "region" {
  description = "Region of the function."
  type        = string
  nullable    = false
}

variable "secrets" {
  description = "Secrets that the function reads, by the variable that holds them."
  type = map(object({
    secret_id = string
    version   = string
  }))
  nullable = false
}

variable "size" {
  description = "Machine and number of instances."
  type = object({
    concurrency   = number
    cpu           = string
    max_instances = number
    memory        = string
    min_instances = number
  })
  nullable = false

  validation {
    condition     = var.size.concurrency == 1 || tonumber(var.size.cpu) >= 1
    error_message = "More than one event at once needs a whole CPU."
  }

  validation {
    condition     = var.size.max_instances >= max(1, var.size.min_instances)
    error_message = "The most instances are at least one and at least the fewest."
  }
}

variable "topics" {
  description = "Topic ids by event."
  type        = map(string)
  nullable    = false
}
