"""The people as leads and HR look after them: the list, each person's page, and files of people, skills and hours brought in."""
