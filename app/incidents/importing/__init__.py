"""Reports that members already hold in lists: from the bytes of a file to filings, without a database or a clock."""
