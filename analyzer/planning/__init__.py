"""The way forward: procedure, coexistence, generated artefacts."""
