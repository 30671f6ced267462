// Entry of every page: keeps it live without a reload.
import { startClock } from "./clock.js";
import { startChecks } from "./check.js";
import { startDeeds } from "./deeds.js";
import { startMaps } from "./maps.js";
import { showPlace } from "./places.js";
import { refreshAll, startRefreshing } from "./refresh.js";
import { forgetSaid } from "./said.js";
import { startStream } from "./stream.js";

showPlace();
forgetSaid();
startClock();
startChecks();
startDeeds();
const refreshFor = startRefreshing();
const maps = startMaps();

// Who may not see the whole nation, or has yet to sign in, is not told of every change.
if (document.getElementById("live")) startStream({
  onTransition(change) {
    maps.change(change);
    refreshFor(change);
  },
  onStates(letters, digest, isAnew, came) {
    const changed = maps.take(letters, digest, came);
    if (isAnew || changed) refreshAll();
  },
});
