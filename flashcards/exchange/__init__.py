"""What leaves and comes back: rows of the review log as files that devices and programs exchange. No disk."""
