"""What training made, as the folder of a model that the page takes."""
