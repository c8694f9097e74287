module latchkey.example/guard

go 1.22
