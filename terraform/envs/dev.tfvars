# A trial on Cloud Run's own address. Copy, and put your project's values in.
environment    = "dev"
project_id     = "standardiste-dev"
project_number = "100000000001"

alert_emails = ["astreinte@example.fr"]

# Variable to version: list a secret once it has a value (docs/deploy.md).
secrets = {
  CALL_TOKEN_KEY         = "1"
  PHONE_HASH_KEY         = "1"
  SALESFORCE_PRIVATE_KEY = "1"
  TWILIO_AUTH_TOKEN      = "1"
}

settings = {
  LLM_PROVIDER         = "rules"
  LOG_LEVEL            = "debug"
  SALESFORCE_CLIENT_ID = "consumer-key-of-the-connected-app"
  SALESFORCE_LOGIN_URL = "https://test.salesforce.com"
  SALESFORCE_USERNAME  = "standardiste@example.fr.dev"
  TWILIO_ACCOUNT_SID   = "AC00000000000000000000000000000000"
  TWILIO_EDGE          = "dublin"
  TWILIO_REGION        = "ie1"
}
