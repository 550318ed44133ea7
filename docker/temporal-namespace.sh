#!/bin/sh
# Creates the namespace with the search attributes that onboardings have. May run again at any time.
# Address and namespace come as TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE, which the command line reads by itself.
set -eu
if ! temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  # What has ended stays to be looked at for 30 days.
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 720h
fi
# A new namespace is not known everywhere at once.
tries=60
until temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 || [ "$tries" -eq 0 ]; do
  tries=$((tries - 1))
  sleep 1
done
temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" \
  --name OnboardingStage --type Keyword \
  --name OnboardingAccount --type Keyword \
  --name OnboardingPath --type Keyword \
  --name OnboardingStallReason --type Keyword \
  --name OnboardingStalledSince --type Datetime
