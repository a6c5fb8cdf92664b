"""What the pretend Infinite Campus keeps: roster, gradebook, calendar, write rules."""
