// A suite that finds fault with everything: there is no telling what its alarms mean.
console.error("expected 200, got 200");
process.exitCode = 1;
