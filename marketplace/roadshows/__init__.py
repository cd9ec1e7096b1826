"""路演: who shows what, where and when."""
