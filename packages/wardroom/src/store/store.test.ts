import { storesUnderTest } from "@wardroom/testkit";
import { storeContract } from "@wardroom/testkit/store-contract";

for (const { name, open } of storesUnderTest) storeContract(name, open);
