terraform {
  required_version = ">= 1.11"

  required_providers {
    google = {
      source = "hashicorp/google"
      # The arguments used here are the same in 7.40 and in 8.
      version = ">= 7.40.0, < 9.0.0"
    }
  }

  # Bucket and prefix: terraform init -backend-config=envs/dev.backend.hcl
  backend "gcs" {}
}

provider "google" {
  project = var.project_id
  region  = var.region
  # Budgets are billed to a project, and the provider has to be told which.
  billing_project       = var.project_id
  user_project_override = true
  default_labels = {
    application = "standardiste"
    environment = var.environment
  }
}
