"""What leaves the house for everybody: research releases, figures, how venues answer (docs/exports.md)."""
