// A suite that finds fault with everything: there is no telling what its alarms mean.
console.error("\u001b[31mexpected 200, got 200\u001b[39m");
process.exitCode = 1;
