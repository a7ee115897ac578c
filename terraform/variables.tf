variable "alert_emails" {
  description = "Who is told when an alert fires."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for email in var.alert_emails : strcontains(email, "@")])
    error_message = "Alerts go to e-mail addresses."
  }
}

variable "backup_retention_days" {
  description = "How long a daily backup of the database is kept, in days."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.backup_retention_days >= 1 && var.backup_retention_days <= 30
    error_message = "Backups are kept 1 to 30 days: erased callers stay in them as long."
  }
}

variable "budget" {
  description = "Monthly budget in the currency of the billing account; null for none. It warns and stops nothing."
  type = object({
    amount          = number
    billing_account = string
    currency        = optional(string, "EUR")
  })
  default = null

  validation {
    condition     = var.budget == null || try(var.budget.amount > 0, false)
    error_message = "A budget is more than 0."
  }
}

variable "bundles_directory" {
  description = "Folder of the functions' bundles, which `npm run build` fills."
  type        = string
  default     = "../dist/functions"
  nullable    = false
}

variable "database_id" {
  description = "Name of the Firestore database."
  type        = string
  default     = "standardiste"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,61}[a-z0-9]$", var.database_id))
    error_message = "A database is named by 4 to 63 small letters, digits and hyphens."
  }
}

variable "delivery" {
  description = "Connected repository (Cloud Build, second generation) and the accounts that plan and deploy it; null: deployed by hand."
  type = object({
    branch                 = optional(string, "main")
    deploy_service_account = string
    plan_service_account   = string
    repository             = string
  })
  default = null
}

variable "edge" {
  description = "Own domain behind a load balancer with Cloud Armor; null: Cloud Run's own address."
  type = object({
    domain              = string
    requests_per_minute = optional(number, 6000)
  })
  default = null

  validation {
    condition = (
      var.edge == null ||
      can(regex("^([a-z0-9-]+\\.)+[a-z]{2,}$", var.edge.domain))
    )
    error_message = "The edge's domain is a host name such as appels.example.fr."
  }

  validation {
    condition     = var.edge == null || try(var.edge.requests_per_minute >= 600, false)
    error_message = "All calls come from a few addresses: allow 600 requests a minute or more."
  }
}

variable "environment" {
  description = "dev or prod, each in a project of its own."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "prod"], var.environment)
    error_message = "The environment is dev or prod."
  }
}

variable "function_sizes" {
  description = "Machines of single functions; what is left out stays at 20 events at once, 1 CPU, 512Mi, 0 to 20 instances."
  type = map(object({
    concurrency   = optional(number)
    cpu           = optional(string)
    max_instances = optional(number)
    memory        = optional(string)
    min_instances = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for name in keys(var.function_sizes) :
      contains(keys(local.contracts.functions), name)
    ])
    error_message = "Only functions of the contracts have a size: ${join(", ", keys(local.contracts.functions))}."
  }
}

variable "log_retention_days" {
  description = "How long logs are kept, in days."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.log_retention_days >= 1 && var.log_retention_days <= 183
    error_message = "Logs are kept 1 to 183 days: six months, as long as recordings may be."
  }
}

variable "project_id" {
  description = "Google Cloud project."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "A project id has 6 to 30 small letters, digits and hyphens."
  }
}

variable "project_number" {
  description = "Number of the project, from which addresses of the service and of Google's agents follow."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{6,14}$", var.project_number))
    error_message = "The project number is digits only: gcloud projects describe PROJECT --format='value(projectNumber)'."
  }
}

variable "recording_retention_days" {
  description = "How long recordings of calls are kept in a bucket of their own, in days; null: there is no bucket. No process records yet."
  type        = number
  default     = null

  validation {
    condition = (
      var.recording_retention_days == null ||
      try(var.recording_retention_days >= 1 && var.recording_retention_days <= 183, false)
    )
    error_message = "Recordings are kept 1 to 183 days: six months, and no longer (CNIL)."
  }
}

variable "region" {
  description = "Region of everything that has one. Speech and language models run in the multi-region eu."
  type        = string
  default     = "europe-west1"
  nullable    = false

  validation {
    condition     = contains(["europe-west1", "europe-west3", "europe-west4", "europe-west9"], var.region)
    error_message = "Callers' data stays in the EU: europe-west1, -west3, -west4 or -west9."
  }
}

variable "relay" {
  description = "Machine and number of instances of the relay, and the calls that one instance takes."
  type = object({
    calls_per_instance = optional(number, 40)
    cpu                = optional(string, "2")
    max_instances      = optional(number, 5)
    memory             = optional(string, "1Gi")
    min_instances      = optional(number, 1)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.environment != "prod" || var.relay.min_instances >= 2
    error_message = "In production two instances of the relay are always there: one may die with its calls."
  }

  validation {
    condition     = var.relay.min_instances >= 1
    error_message = "A caller does not wait for a cold start: keep at least one instance of the relay."
  }

  validation {
    condition     = var.relay.max_instances >= var.relay.min_instances
    error_message = "The relay's most instances are at least the fewest."
  }

  validation {
    condition     = var.relay.calls_per_instance >= 1 && var.relay.calls_per_instance <= 600
    error_message = "An instance takes 1 to 600 calls: Cloud Run allows 1000 requests at once."
  }
}

variable "relay_image" {
  description = "The relay's image by digest; null lays the ground only: registry, database, topics, secrets."
  type        = string
  default     = null

  validation {
    condition = (
      var.relay_image == null ||
      can(regex("^[a-z0-9.-]+-docker\\.pkg\\.dev/[^@ ]+@sha256:[0-9a-f]{64}$", var.relay_image))
    )
    error_message = "The relay's image is named by digest, REGION-docker.pkg.dev/…@sha256:…: a tag never makes a new revision."
  }
}

variable "secret_rotation" {
  description = "When to be reminded to renew secrets: the first time (RFC 3339) and the period in days; null for never."
  type = object({
    first_at    = string
    period_days = optional(number, 90)
  })
  default = null

  validation {
    condition = (
      var.secret_rotation == null ||
      can(formatdate("YYYY", var.secret_rotation.first_at))
    )
    error_message = "The first reminder is an instant such as 2027-01-15T09:00:00Z."
  }

  validation {
    condition     = var.secret_rotation == null || try(var.secret_rotation.period_days >= 1, false)
    error_message = "Reminders are at least a day apart."
  }
}

variable "secrets" {
  description = "Secrets that have a value: variable to version. A new version goes live by its number here."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for name in keys(var.secrets) : contains(local.secret_names, name)
    ])
    error_message = "No process reads such a secret; those that are read: ${join(", ", local.secret_names)}."
  }

  validation {
    condition = alltrue([
      for version in values(var.secrets) : can(regex("^[1-9][0-9]*$", version))
    ])
    error_message = "A secret's version is a number: with latest, instances would start with different secrets."
  }
}

variable "settings" {
  description = "Variables of the processes that are no secrets, as .env.example explains them. A process gets those that it reads."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for name in keys(var.settings) : contains(local.setting_names, name)
    ])
    error_message = "Settings are variables that a process reads, no secrets and nothing that terraform computes: ${join(", ", local.setting_names)}."
  }

  validation {
    condition     = alltrue([for value in values(var.settings) : value != ""])
    error_message = "Leave a setting out rather than empty: its default counts then."
  }
}

variable "slow_answer_ms" {
  description = "An answer is slow when its first sound comes later than this after the caller's turn, in ms."
  type        = number
  default     = 1500
  nullable    = false

  validation {
    condition     = var.slow_answer_ms >= 200 && var.slow_answer_ms <= 5000
    error_message = "A slow answer takes 200 to 5000 ms."
  }
}

variable "tracing" {
  description = "Where traces go, by OTLP over HTTP, and the share of calls that are traced; null traces nothing."
  type = object({
    endpoint     = optional(string, "https://telemetry.googleapis.com")
    sample_ratio = optional(number, 1)
  })
  default = {}

  validation {
    condition     = var.tracing == null || can(regex("^https://[^/ ]+[^/ ]$", var.tracing.endpoint))
    error_message = "A collector is named by its base address, https://…, without a slash at the end."
  }

  validation {
    condition     = var.tracing == null || try(var.tracing.sample_ratio >= 0 && var.tracing.sample_ratio <= 1, false)
    error_message = "The share of calls that are traced is 0 to 1."
  }
}
