"""The API described for people and programs: nothing in, an OpenAPI 3.1 document out."""
