#!/usr/bin/env bash
# Opens or updates the nightly issue when the contract broke (CODE=1) and closes it when it holds again (CODE=0).
# Any other code means that the run could not tell: the issue stays as it is.
# DRY=yes prints what would be done. RULES and RUN_URL go into the text; nothing a server sent does.
set -euo pipefail

title="Nightly: the contract or a load threshold is broken"
label=nightly-contract

gh() {
  if [ "${DRY:-no}" = yes ]; then
    echo "would run: gh $*" >&2
  else
    command gh "$@"
  fi
}

case "${CODE:?}" in
  0 | 1) ;;
  *)
    echo "exit code $CODE is no word about the contract: the issue stays as it is"
    exit 0
    ;;
esac

open=$(gh issue list --state open --label "$label" --limit 1 --json number --jq '.[0].number // empty')

if [ "$CODE" = 1 ]; then
  text="Violated: ${RULES:-a load threshold}.

The report is attached to $RUN_URL and shown in its summary: each finding with its sentence, source, replay and a curl line."
  if [ -n "$open" ]; then
    gh issue comment "$open" --body "Still broken. $text"
  else
    gh label create "$label" --color B60205 --description "Opened and closed by the nightly run" --force
    gh issue create --title "$title" --label "$label" --body "$text"
  fi
elif [ -n "$open" ]; then
  gh issue close "$open" --comment "The contract holds again: $RUN_URL"
else
  echo "the contract holds and no issue is open"
fi
