"""The only writers of what a school has decided. One file a family; `entry` has what every one of them asks first."""
