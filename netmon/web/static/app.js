// Entry of every page: keeps it live without a reload.
import { startClock } from "./clock.js";
import { startChecks } from "./check.js";
import { startDeeds } from "./deeds.js";
import { startMaps } from "./maps.js";
import { refreshAll, startRefreshing } from "./refresh.js";
import { startStream } from "./stream.js";

startClock();
startChecks();
startDeeds();
const refreshFor = startRefreshing();
const maps = startMaps();

startStream({
  onTransition(change) {
    maps.change(change);
    refreshFor(change);
  },
  onStates(letters, digest, isAnew, came) {
    const changed = maps.take(letters, digest, came);
    if (isAnew || changed) refreshAll();
  },
});
