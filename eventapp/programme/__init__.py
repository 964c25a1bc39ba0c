"""Programme: sessions with rooms, tracks, chairs and speakers."""
