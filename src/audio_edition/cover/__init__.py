"""The cover of an edition: drawn from its title, or made of a picture that was given.

Enters: texts, or the bytes of a JPEG or PNG. Leaves: a large JPEG for the feed and a small one for the MP3, and what a
person should know of them. Nothing here knows editions; Pillow is imported when a picture is needed, not before.

    given       a picture that was given: checked, turned upright, made smaller
    design      one that is drawn
    lettering   text in lines, each letter from a font that has it
    direction   from right to left, and the forms of Arabic letters
    fonts       the font that comes with the package, and those of the system
    glyphs      the letters that a font has
    jpeg        pictures in as many bytes as are allowed
"""
