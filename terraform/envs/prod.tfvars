# Production: a domain with Cloud Armor, two relays always there, and warm
# functions where a caller waits for them.
environment    = "prod"
project_id     = "standardiste-prod"
project_number = "100000000002"

alert_emails = ["astreinte@example.fr"]

budget = {
  amount          = 1500
  billing_account = "000000-000000-000000"
}

edge = {
  domain = "appels.example.fr"
}

function_sizes = {
  calendar-booking   = { min_instances = 1 }
  knowledge-lookup   = { min_instances = 1 }
  salesforce-logging = { min_instances = 1 }
}

log_retention_days = 90

relay = {
  max_instances = 10
  min_instances = 2
}

secret_rotation = {
  first_at = "2027-02-01T09:00:00Z"
}

# Variable to version: list a secret once it has a value (docs/deploy.md).
secrets = {
  CALL_TOKEN_KEY         = "1"
  OPENAI_API_KEY         = "1"
  PHONE_HASH_KEY         = "1"
  SALESFORCE_PRIVATE_KEY = "1"
  TWILIO_AUTH_TOKEN      = "1"
}

settings = {
  LLM_MODEL            = "gpt-4.1-mini"
  LLM_PROVIDER         = "openai,rules"
  SALESFORCE_CLIENT_ID = "consumer-key-of-the-connected-app"
  SALESFORCE_USERNAME  = "standardiste@example.fr"
  TWILIO_ACCOUNT_SID   = "AC00000000000000000000000000000000"
  TWILIO_EDGE          = "dublin"
  TWILIO_REGION        = "ie1"
}
