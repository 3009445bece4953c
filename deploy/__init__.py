"""What installs, starts and checks the application; the application never imports it."""
