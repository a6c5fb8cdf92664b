"""From the gallery to an app that works: activation, its checks, schools, and approval."""
