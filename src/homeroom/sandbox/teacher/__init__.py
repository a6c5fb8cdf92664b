"""What a teacher sees and does in the gradebook of the pretend Infinite Campus."""
