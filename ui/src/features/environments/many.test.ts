import { expect, test } from "vitest";
import type { EnvironmentCard } from "../../ipc";
import { isMeant } from "./many";

const shop: EnvironmentCard = {
  name: "Shop-prod",
  tier: "production",
  accountId: "222233334444",
  region: "eu-west-1",
  roleArn: null,
  roleName: null,
  profile: "shop",
  source: "environments.toml",
  variables: [],
};

test("an environment is found by its name, account as read or as written, Region and tier", () => {
  for (const typed of ["", "shop", "3333", "2222 3333", "EU-west", " production "])
    expect(isMeant(shop, typed)).toBe(true);
  for (const typed of ["staging", "us-east-1", "environments.toml"]) expect(isMeant(shop, typed)).toBe(false);
});
