"""What a figure means beyond its value: status, period, place, facility, craft, subject, part of a whole."""
