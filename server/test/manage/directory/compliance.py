"""Runs the checks of scim2-tester against a server: address and token in the environment. Prints each check that fails."""

import os
import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

client = Client(
    base_url=os.environ["SCIM_URL"],
    headers={"Authorization": f"Bearer {os.environ['SCIM_TOKEN']}"},
)
results = check_server(SyncSCIMClient(client))
failed = [each for each in results if each.status not in (Status.SUCCESS, Status.SKIPPED)]
for each in failed:
    print(each.status.name, each.title, "|", each.reason)
print(f"{len(results)} checks, {len(failed)} failed")
sys.exit(1 if failed or not results else 0)
