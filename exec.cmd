@rem `exec` of the npm scripts where cmd runs them. Elsewhere it is the shell's own: node takes the place of the shell that
@rem npm starts, so that what ends npm reaches node, and npm waits until it has cleaned up. Without it a shell that stays
@rem (dash) dies of the SIGTERM that npm passes on, and hides from node that npm was killed.
@%*
