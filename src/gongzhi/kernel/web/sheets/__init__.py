"""Pages of the spreadsheets that a module takes in: what came, the upload, the report line by line, the yes.

urlpatterns = [*sheet_urls(Pages("parks", kinds=(TREES,), back=lambda about: [("古树", reverse("parks:trees"))])), …]
"""
