"""What the containers' servers need for TLS and logins: certificates, users, roles. Written once, before they start."""
