"""What is kept, and how: SQLAlchemy Core over SQLite or PostgreSQL."""
